"use strict";
/* In a very large store the similar acts are looked for when their place on the page of an act is nearly in sight. Without
   this, there is a link to them. */
(() => {
  const section = document.querySelector("[data-similar]");
  if (!section) return;
  const unmasked = new URLSearchParams(location.search).has("unmasked") ? "&unmasked=1" : "";
  const show = async () => {
    try {
      const answer = await fetch(`${section.dataset.similar}${unmasked}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("[data-similar-acts]");
      if (!found) return;
      section.querySelector("h2").after(found);
      const link = section.querySelector("a[data-then]");
      link.textContent = link.dataset.then;
    } catch {
      /* The link stays. */
    }
  };
  const nearby = new IntersectionObserver(
    ([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      nearby.disconnect();
      show();
    },
    { rootMargin: "50% 0px" },
  );
  nearby.observe(section);
})();
