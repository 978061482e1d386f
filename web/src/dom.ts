// Small helpers to make elements. Styles are set through properties only: the content security policy forbids the
// style attribute.
export type Child = Node | string | null | undefined | false;
type Props = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>;

const SVG = "http://www.w3.org/2000/svg";

function fill(element: Element, props: Props, children: Child[]): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child) element.append(child);
}

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, props, children);
  return element;
}

export function s<K extends keyof SVGElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  fill(element, props, children);
  return element;
}

const pen = document.createElement("canvas").getContext("2d");

/** Width of a text as it will be drawn, in pixels. */
export function textWidth(text: string, size: number, bold = false): number {
  if (!pen) return text.length * size * 0.58;
  pen.font = `${bold ? "600 " : ""}${size}px system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif`;
  return pen.measureText(text).width * 1.03;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Keeps labels off each other: a label takes the first of its wished places that is free and inside. */
export class Placer {
  private taken: Box[] = [];
  constructor(private readonly inside: Box) {}

  block(box: Box): void {
    this.taken.push(box);
  }

  free(box: Box): boolean {
    const w = this.inside;
    if (box.x < w.x || box.y < w.y || box.x + box.width > w.x + w.width || box.y + box.height > w.y + w.height) return false;
    return this.taken.every((t) => box.x + box.width <= t.x || t.x + t.width <= box.x || box.y + box.height <= t.y || t.y + t.height <= box.y);
  }

  place(wishes: Box[]): Box | null {
    for (const wish of wishes)
      if (this.free(wish)) {
        this.block(wish);
        return wish;
      }
    return null;
  }
}
