"use strict";
/* Words that are selected in the text of an act can be added as a value; the form without them is on the page. */
(() => {
  const offer = document.querySelector("[data-ajouter]");
  if (!offer) return;

  /* Characters of the document: a text on the page is as long, where a surrogate pair counts once. */
  const offset = (node, at) => {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    const text = element && element.closest(".text[data-debut]");
    if (!text) return null;
    const before = document.createRange();
    before.setStart(text, 0);
    before.setEnd(node, at);
    return Number(text.dataset.debut) + Array.from(before.toString()).length;
  };

  const show = (start, end, words) => {
    const link = document.createElement("a");
    link.className = "button";
    link.href = `${offer.dataset.ajouter}?debut=${start}&fin=${end}`;
    link.textContent = `Ajouter une valeur : « ${words.length > 40 ? `${words.slice(0, 40)}…` : words} »`;
    offer.replaceChildren(link);
  };

  /* What was selected stays offered: a tap on the link ends the selection first. */
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return;
    const range = selection.getRangeAt(0);
    const start = offset(range.startContainer, range.startOffset);
    const end = offset(range.endContainer, range.endOffset);
    const words = range.toString().trim();
    if (start !== null && end !== null && start < end && words) show(start, end, words);
  });
})();
