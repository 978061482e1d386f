// What every picture has: a title that says what it shows, a sentence that says what to see in it, alt text, and the
// numbers as a table. Pictures are drawn anew for each width, so that their words keep their size.
import { h, type Child } from "./dom";

const redraws: (() => void)[] = [];
let width = 900;

export function setWidth(next: number): void {
  if (Math.abs(next - width) < 1) return;
  width = next;
  for (const redraw of redraws) redraw();
}

export const currentWidth = (): number => width;

export function picture(title: string, sentence: string, draw: (width: number) => Element, ...below: Child[]): HTMLElement {
  const place = h("div", { class: "plot" });
  const redraw = (): void => place.replaceChildren(draw(width));
  redraw();
  redraws.push(redraw);
  const figure = h("figure", { class: "picture" }, h("figcaption", {}, h("h3", {}, title), sentence ? h("p", { class: "say" }, sentence) : null), place, ...below);
  figure.addEventListener("redraw", redraw); // what the picture shows was changed
  return figure;
}

/** A place along the line that the reader points at, told to every picture of it: distance in m; NaN: none. */
export const pointAt = (along: number): void => void document.dispatchEvent(new CustomEvent<number>("along", { detail: along }));
export const onPointAt = (owner: Element, show: (along: number) => void): void => {
  const listen = (event: Event): void => (owner.isConnected ? show((event as CustomEvent<number>).detail) : document.removeEventListener("along", listen));
  document.addEventListener("along", listen);
};
