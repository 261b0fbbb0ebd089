// Runs first on every page: one Trusted Types policy, then htmx.
// Markup that scripts insert comes from this server's own pages only; script addresses must lie under /static/.
if (window.trustedTypes?.createPolicy) {
  window.trustedTypes.createPolicy("default", {
    createHTML: (text) => text,
    createScriptURL: (text) => {
      const address = new URL(text, document.baseURI);
      return address.origin === location.origin && address.pathname.startsWith("/static/") ? text : null;
    },
  });
}
const { default: htmx } = await import("htmx.org");
window.htmx = htmx;
