"""Who calls, for which tenant, and on record: authentication, tenancy, audit."""
