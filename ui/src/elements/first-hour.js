// On a narrow screen the guide would stand before everything else: it begins closed there, and stays as a person leaves it.
const KEY = "guide:open";
function settle() {
  const guide = document.getElementById("guide");
  if (!guide) return;
  const kept = sessionStorage.getItem(KEY);
  guide.open = kept === null ? !matchMedia("(max-width: 45rem)").matches : kept === "yes";
  guide.addEventListener("toggle", () => sessionStorage.setItem(KEY, guide.open ? "yes" : "no"));
}
document.addEventListener("plumbline:refreshed", settle);
settle();
