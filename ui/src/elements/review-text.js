// <review-text>: marking words of a passage offers a comment on just those words. Without it each passage's own link comments on all of it.
class ReviewText extends HTMLElement {
  connectedCallback() {
    document.addEventListener("selectionchange", this);
  }

  disconnectedCallback() {
    document.removeEventListener("selectionchange", this);
    this.offer?.remove();
  }

  handleEvent() {
    const selection = document.getSelection();
    const words = selection.toString().trim();
    const passage = this.passageOf(selection.anchorNode);
    if (!words || !passage || passage !== this.passageOf(selection.focusNode)) {
      this.offer?.remove();
      return;
    }
    this.show(passage, words, selection.getRangeAt(0).getBoundingClientRect());
  }

  passageOf(node) {
    const within = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
    const words = within?.closest(".words[data-start]");
    return words && this.contains(words) && words.parentElement.querySelector("[data-row-key=m]") ? words : null;
  }

  show(passage, words, place) {
    this.offer ??= Object.assign(document.createElement("a"), { className: "button comment-here", textContent: "Comment on these words" });
    this.offer.dataset.key = "m";
    const query = new URLSearchParams({ comment: passage.dataset.start, until: passage.dataset.end, words });
    this.offer.href = `${location.pathname}?${query}#composer`;
    const frame = this.offsetParent?.getBoundingClientRect() ?? { top: -scrollY, left: -scrollX };
    this.offer.style.top = `${place.bottom - frame.top + 4}px`;
    this.offer.style.left = `${Math.max(0, place.left - frame.left)}px`;
    if (this.offer.parentElement !== this) this.append(this.offer);
  }
}

customElements.define("review-text", ReviewText);
