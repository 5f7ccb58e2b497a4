import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

// npm runs tests in the folder of package.json
const css = readFileSync("src/styles/tokens.css", "utf8");
const tokens = new Map([...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map((m) => [m[1] ?? "", [m[2] ?? "", m[3] ?? ""]] as const));

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(front: string, back: string, theme: 0 | 1): number {
  const [a, b] = [front, back].map((name) => luminance(tokens.get(name)?.[theme] ?? assert.fail(`no colour --${name}`)));
  return (Math.max(a ?? 0, b ?? 0) + 0.05) / (Math.min(a ?? 0, b ?? 0) + 0.05);
}

function atLeast(least: number, fronts: string[], backs: string[]): void {
  for (const theme of [0, 1] as const) {
    for (const front of fronts) {
      for (const back of backs) {
        const ratio = contrast(front, back, theme);
        assert.ok(ratio >= least, `${front} on ${back}, ${theme ? "dark" : "light"}: ${ratio.toFixed(2)}, less than ${least}`);
      }
    }
  }
}

test("text can be read everywhere", () => {
  atLeast(4.7, ["ink", "muted", "accent", "alice", "bob", "carol", "dave"], ["paper", "card"]);
  atLeast(4.7, ["ink", "muted"], ["wall", "accent-soft", "right-soft", "wrong-soft"]);
  atLeast(4.7, ["right"], ["card", "right-soft"]);
  atLeast(4.7, ["wrong"], ["card", "wrong-soft"]);
  atLeast(4.7, ["on-accent"], ["accent"]);
  atLeast(4.7, ["on-person"], ["alice", "bob", "carol", "dave"]);
});

test("code can be read", () => {
  atLeast(4.7, ["ink", "code-word", "code-string", "code-number", "code-name", "code-comment"], ["code-paper"]);
});

test("the borders of controls can be seen", () => {
  atLeast(3, ["line-strong"], ["paper", "card", "wall"]);
});
