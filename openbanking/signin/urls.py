"""The addresses of sign-in: of allauth's those that are offered here, each by its name there."""

from __future__ import annotations

from allauth.account import views as account
from allauth.socialaccount import views as provider
from allauth.usersessions import views as sessions
from django.urls import include, path, re_path

from openbanking.signin.pages import SignIn, end_everywhere, set_password
from openbanking.signin.provider import come_back, sign_in_there

urlpatterns = [
    path("login/", SignIn.as_view(), name="login"),
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", account.logout, name="logout"),
    path("logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/set/", set_password, name="account_set_password"),
    path("account/password/reset/", account.password_reset, name="account_reset_password"),
    path(
        "account/password/reset/sent/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/security/", include("allauth.mfa.urls")),
    path("account/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("account/sessions/end/", end_everywhere, name="end-everywhere"),
    path("account/provider/", provider.connections, name="socialaccount_connections"),
    path("account/provider/unknown/", provider.signup, name="socialaccount_signup"),
    path("account/provider/error/", provider.login_error, name="socialaccount_login_error"),
    path("account/provider/cancelled/", provider.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/oidc/<slug:provider_id>/login/", sign_in_there, name="openid_connect_login"),
    path(
        "account/oidc/<slug:provider_id>/login/callback/",
        come_back,
        name="openid_connect_callback",
    ),
]
