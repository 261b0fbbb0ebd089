// <print-page>: a button that prints the page. Only scripts can ask for that, so without them there is no button; the browser's menu prints as well.
class PrintPage extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "Print";
    button.addEventListener("click", () => print());
    this.replaceChildren(button);
  }
}
customElements.define("print-page", PrintPage);
