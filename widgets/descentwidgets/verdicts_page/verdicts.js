// What the page of verdicts gains from a script: choosing without asking the server again.
(() => {
  document.documentElement.classList.add("scripted");
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];

  themeButton(one(".theme"), () => {});

  const rows = all("tr.claim").map((el) => ({ el, more: el.nextElementSibling, ...el.dataset }));
  const links = all(".by-verdict a");
  const select = one(".by-paper select");
  let verdict = "";

  function show() {
    const paper = select.value;
    const ofPaper = rows.filter((row) => !paper || row.paper === paper);
    const shown = ofPaper.filter((row) => !verdict || row.verdict === verdict);
    for (const row of rows) row.el.hidden = row.more.hidden = !shown.includes(row);
    for (const link of links) {
      const word = link.dataset.verdict;
      if (word === verdict) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      link.querySelector("b").textContent = ofPaper.filter((row) => !word || row.verdict === word).length;
    }
    const of = `${rows.length} ${rows.length === 1 ? "claim" : "claims"}`;
    one(".count").textContent = shown.length < rows.length ? `${shown.length} of ${of}` : of;
    one(".nothing").hidden = shown.length > 0;
  }

  function keep() {
    const address = new URL(location.href);
    address.hash = "";
    for (const [name, value] of [["verdict", verdict], ["paper", select.value]]) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    history.replaceState(null, "", address);
  }

  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of its own
      event.preventDefault();
      verdict = link.dataset.verdict;
      show();
      keep();
    });
  }
  select.addEventListener("change", () => {
    show();
    keep();
  });
  verdict = one(".by-verdict [aria-current]")?.dataset.verdict ?? "";
  show();
})();
