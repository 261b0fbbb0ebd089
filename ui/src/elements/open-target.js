// A link to a closed disclosure opens it and puts the focus into its first field, so that "Attach evidence" begins attaching.
function openTarget() {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  const details = target?.closest("details") ?? null;
  if (!details || target !== details) return;
  details.open = true;
  details.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}
addEventListener("hashchange", openTarget);
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (link && link.hash === location.hash) openTarget(); // the same fragment again fires no hashchange
});
// The browser looks for the fragment until the page is loaded and takes the focus away each time, so wait for that.
if (document.readyState === "complete") openTarget();
else addEventListener("load", () => requestAnimationFrame(openTarget), { once: true });
