// Text may become a part of a page, as htmx and Unfold need it to; it never becomes code, nor the address of any.
// Loaded before all others: the policy of a page lets one such rule be made, and no second one.
if (window.trustedTypes) {
  window.trustedTypes.createPolicy("default", { createHTML: (text) => text });
}
