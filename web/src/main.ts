// Puts the report together: head, list of pages, pages, theme, print.
import { date, text } from "./data";
import { h } from "./dom";
import { setWidth } from "./picture";
import { pages } from "./pages";
import { installPanel } from "./walkback";

const PRINT_WIDTH = 690; // A4 with 15 mm edges, in CSS pixels

function themeButton(): HTMLElement {
  const root = document.documentElement;
  const dark = (): boolean => (root.dataset["theme"] ? root.dataset["theme"] === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const button = h("button", { type: "button", class: "plain theme" });
  const name = (): void => void (button.textContent = dark() ? "Light" : "Dark");
  try {
    const kept = localStorage.getItem("trunkline-theme");
    if (kept === "dark" || kept === "light") root.dataset["theme"] = kept;
  } catch {
    // a browser that keeps nothing still shows the report
  }
  button.addEventListener("click", () => {
    root.dataset["theme"] = dark() ? "light" : "dark";
    try {
      localStorage.setItem("trunkline-theme", root.dataset["theme"]);
    } catch {
      // as above
    }
    name();
  });
  name();
  return button;
}

function build(): void {
  const root = document.getElementById("report");
  if (!root) return;
  const main = h("main", { id: "main", tabindex: -1 });
  root.append(h("div", { class: "frame" }, main)); // measured before anything is drawn
  const inner = (): number => Math.max(280, main.clientWidth);
  setWidth(inner());

  const list = pages();
  const sections = list.map((p) => h("section", { class: "page", id: `page-${p.id}`, "aria-labelledby": `${p.id}-head` }, h("h2", { id: `${p.id}-head`, tabindex: -1 }, p.name), p.intro ? h("p", { class: "intro" }, p.intro) : null, ...p.parts));
  main.append(...sections);
  const links = list.map((p) => h("a", { href: `#${p.id}` }, p.name));
  const nav = h("nav", { "aria-label": "Pages" }, h("ul", {}, ...links.map((a) => h("li", {}, a))));
  const title = text("title") || "Trunkline report", subtitle = text("subtitle");
  root.prepend(h("a", { class: "skip", href: "#main", click: (event) => {
    event.preventDefault();
    main.focus();
  } }, "Skip to the report"), h("header", { class: "top" }, h("div", {}, h("h1", {}, title), subtitle ? h("p", { class: "subtitle" }, subtitle) : null, date ? h("p", { class: "fine" }, date) : null), themeButton()), nav);
  root.append(h("footer", {}, h("p", { class: "fine" }, `${text("version") || "Trunkline"}${date ? `. ${date}` : ""}. Figures and cited claims, no opinion; sources on the page Assumptions.`)));

  const go = (focus: boolean): void => {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const at = Math.max(0, list.findIndex((p) => p.id === wanted));
    sections.forEach((x, i) => x.classList.toggle("current", i === at));
    links.forEach((a, i) => (i === at ? a.setAttribute("aria-current", "page") : a.removeAttribute("aria-current")));
    links[at]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    document.title = at === 0 ? title : `${list[at]?.name ?? ""}: ${title}`;
    if (focus) {
      scrollTo(0, Math.min(scrollY, nav.previousElementSibling instanceof HTMLElement ? nav.previousElementSibling.offsetHeight : 0)); // up to the list of pages
      document.getElementById(`${list[at]?.id}-head`)?.focus({ preventScroll: true });
    }
  };
  addEventListener("hashchange", () => go(true));
  go(false);
  installPanel();

  let timer = 0;
  addEventListener("resize", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => setWidth(inner()), 120);
  });
  const trees = (): NodeListOf<HTMLDetailsElement> => document.querySelectorAll<HTMLDetailsElement>("details.tree");
  let opened: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    setWidth(PRINT_WIDTH);
    opened = [...trees()].filter((d) => !d.open);
    for (const d of opened) d.open = true;
  });
  addEventListener("afterprint", () => {
    setWidth(inner());
    for (const d of opened) d.open = false;
  });
}

build();
