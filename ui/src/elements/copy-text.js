// <copy-text> around a link to a text: a click copies the text; without scripts, or when copying is not allowed, the link opens it.
class CopyText extends HTMLElement {
  connectedCallback() {
    const link = this.querySelector("a");
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    said.className = "muted";
    this.append(" ", said);
    link?.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
      event.preventDefault();
      try {
        const answer = await fetch(link.href);
        if (!answer.ok) throw new Error(String(answer.status));
        await navigator.clipboard.writeText(await answer.text());
        said.textContent = "Copied";
      } catch {
        location.assign(link.href);
      }
    });
  }
}
customElements.define("copy-text", CopyText);
