// Values as a person reads them: like JavaScript, on one line, never endless.

const limit = 160;

/** Stands for a value that is not there, and is written as it is. */
export class Bare {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** One value: "tea", 42, {room: "kitchen"}, [1, 2], 3 bytes. */
export function show(value: unknown, depth = 0): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === undefined) return "undefined";
  if (value === null || typeof value !== "object") return String(value);
  if (value instanceof Bare) return value.text;
  if (value instanceof ArrayBuffer) return bytes(value.byteLength);
  if (ArrayBuffer.isView(value)) return bytes(value.byteLength);
  if (depth > 3) return "…";
  if (Array.isArray(value)) return `[${value.map((v) => show(v, depth + 1)).join(", ")}]`;
  const fields = Object.entries(value).map(([k, v]) => `${/^[A-Za-z_$][\w$]*$/.test(k) ? k : JSON.stringify(k)}: ${show(v, depth + 1)}`);
  return `{${fields.join(", ")}}`;
}

/** Several values, separated by commas and cut to a readable length. */
export function showAll(values: readonly unknown[]): string {
  const text = values.map((v) => show(v)).join(", ");
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

function bytes(n: number): string {
  return n === 1 ? "1 byte" : `${n} bytes`;
}
