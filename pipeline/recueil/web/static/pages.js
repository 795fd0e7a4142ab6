"use strict";
/* Beside the text of an act, on wide screens, its pages as published: whichever of both is scrolled, the other follows.
   A page is fetched when it is nearly in sight. Without this, each page has a link. */
(() => {
  const section = document.querySelector("[data-pages]");
  if (!section) return;
  const texts = [...section.querySelectorAll(".text[data-page]")];
  if (texts.length === 0) return;
  const wide = matchMedia("(min-width: 60rem)");
  const zooms = [100, 140, 200, 280];
  const unmasked = new URLSearchParams(location.search).has("unmasked") ? "?unmasked=1" : "";

  const make = (tag, properties, ...inside) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...inside);
    return made;
  };
  const button = (label, pressed) => {
    const made = make("button", { type: "button", className: "quiet", textContent: label });
    made.addEventListener("click", pressed);
    return made;
  };

  const sheets = texts.map((text) => {
    const sheet = make("div", { className: "sheet-place" });
    sheet.dataset.page = text.dataset.page;
    return { text, sheet };
  });
  const pane = make("div", { className: "pane", tabIndex: 0 }, ...sheets.map((each) => each.sheet));
  pane.setAttribute("role", "region");
  pane.setAttribute("aria-label", "Pages telles que publiées");
  const size = make("output", { className: "quiet" });
  const smaller = button("Réduire", () => zoom(-1));
  const larger = button("Agrandir", () => zoom(1));
  const tools = make("p", { className: "tools" }, smaller, larger, size);
  const column = make("div", { className: "following" }, tools, pane);
  const body = section.querySelector("[data-text]");
  body.after(column);
  section.classList.add("in-step");

  let step = 0;
  const zoom = (by) => {
    const before = reading();
    step = Math.min(Math.max(step + by, 0), zooms.length - 1);
    for (const { sheet } of sheets) sheet.dataset.zoom = zooms[step];
    smaller.disabled = step === 0;
    larger.disabled = step === zooms.length - 1;
    size.textContent = `${zooms[step]} %`;
    showImage(before);
  };

  /* Pages */
  const fetchSheet = async (sheet) => {
    try {
      const answer = await fetch(`${section.dataset.pages}${sheet.dataset.page}${unmasked}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("svg.sheet");
      if (found) {
        found.removeAttribute("aria-labelledby");
        found.setAttribute("aria-label", `Page ${sheet.dataset.page}`);
        sheet.replaceChildren(document.adoptNode(found));
      } else {
        const reason = page.querySelector("section[aria-labelledby='image'] p");
        sheet.replaceChildren(make("p", { textContent: reason ? reason.textContent : "Cette page ne peut pas être montrée." }));
      }
    } catch {
      sheet.replaceChildren(make("p", { textContent: "Cette page n'est pas arrivée." }));
    }
    sheet.classList.add("filled");
    measured = null;
    if (leader === "text") showImage(reading());
  };
  const nearby = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        nearby.unobserve(target);
        fetchSheet(target);
      }
    },
    { root: null, rootMargin: "50% 0px" },
  );

  /* Scrolling: heights of the text on the page, and of the same words in the pane, from top to bottom. */
  let measured = null;
  const measure = () => {
    if (measured) return measured;
    const paneTop = pane.getBoundingClientRect().top - pane.scrollTop;
    const pairs = [];
    for (const { text, sheet } of sheets) {
      const words = text.getBoundingClientRect();
      const image = sheet.getBoundingClientRect();
      pairs.push([words.top + scrollY, image.top - paneTop]);
      for (const box of sheet.querySelectorAll("svg a")) {
        const mark = document.getElementById(box.getAttribute("href").split("#")[1]);
        if (!mark || !text.contains(mark)) continue;
        pairs.push([mark.getBoundingClientRect().top + scrollY, box.getBoundingClientRect().top - paneTop]);
      }
      pairs.push([words.bottom + scrollY, image.bottom - paneTop]);
    }
    pairs.sort((one, other) => one[0] - other[0]);
    /* Words that a page has higher up, as in columns, would make it jump. */
    measured = pairs.reduce((kept, pair) => {
      const last = kept.at(-1);
      if (!last || (pair[0] > last[0] && pair[1] > last[1])) kept.push(pair);
      return kept;
    }, []);
    return measured;
  };
  const interpolate = (value, from, to) => {
    const pairs = measure();
    const next = pairs.findIndex((pair) => pair[from] > value);
    const [one, other] = next === 0 ? [pairs[0], pairs[0]] : next < 0 ? [pairs.at(-1), pairs.at(-1)] : [pairs[next - 1], pairs[next]];
    const length = other[from] - one[from];
    return one[to] + (length ? ((value - one[from]) / length) * (other[to] - one[to]) : 0);
  };
  const eye = 0.3;
  const reading = () => scrollY + innerHeight * eye;
  const showImage = (height) => {
    measured = null;
    pane.scrollTop = interpolate(height, 0, 1) - pane.clientHeight * eye;
  };
  let leader = "text";
  const lead = (who) => (event) => {
    leader = who === "image" || !pane.contains(event.target) ? who : leader;
  };
  for (const name of ["wheel", "pointerdown", "touchstart", "keydown"]) {
    pane.addEventListener(name, lead("image"), { passive: true });
    addEventListener(name, lead("text"), { passive: true });
  }
  addEventListener("scroll", () => {
    if (leader === "text" && wide.matches) showImage(reading());
  }, { passive: true });
  pane.addEventListener("scroll", () => {
    if (leader !== "image" || !wide.matches) return;
    measured = null;
    const height = interpolate(pane.scrollTop + pane.clientHeight * eye, 1, 0);
    scrollTo({ top: height - innerHeight * eye, behavior: "instant" });
  }, { passive: true });
  addEventListener("resize", () => { measured = null; }, { passive: true });

  /* A box leads to its words, which are on this page. */
  pane.addEventListener("click", (event) => {
    const box = event.target.closest("a");
    const mark = box && document.getElementById(box.getAttribute("href").split("#")[1]);
    if (!mark) return;
    event.preventDefault();
    leader = "text";
    location.hash = mark.id;
  });

  zoom(0);
  const start = () => {
    if (!wide.matches) return;
    for (const { sheet } of sheets) if (!sheet.classList.contains("filled")) nearby.observe(sheet);
  };
  wide.addEventListener("change", start);
  start();
})();
