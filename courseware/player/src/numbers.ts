/**
 * Exact numbers. An answer of 0,3 is three tenths, not the nearest binary fraction, and a limit
 * is met or not: there is no floating point between what a learner types and the verdict.
 */

/** `n / d`, with `d` above zero; not always in lowest terms. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export const ZERO: Rational = { n: 0n, d: 1n };

export const MOST_TYPED = 16;

const SPACES = " \u00a0\u2009\u202f";
const TYPED = new RegExp(`^[+-]?(?:[0-9]{1,3}(?:[${SPACES}][0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?$`);
const AROUND = new RegExp(`^[${SPACES}]+|[${SPACES}]+$`, "g");

/**
 * What a learner typed as a number: comma or point, spaces around and between thousands.
 * Null when it is none, or is longer than 16 characters.
 */
export function typedNumber(text: string): Rational | null {
  if (text.length > MOST_TYPED) return null;
  const number = text.replace(AROUND, "");
  if (!TYPED.test(number)) return null;
  return decimal(number.replace(new RegExp(`[${SPACES}]`, "g"), "").replace(",", "."));
}

const CLOCK = new RegExp(
  `^[${SPACES}]*(?:kl\\.?[${SPACES}]*)?([0-9]{1,2})[.:,]?([0-5][0-9])[${SPACES}]*$`,
  "i",
);

/**
 * Minutes after midnight of a typed time: `13.45`, `13:45`, `1345`, `kl. 2.30`, and `24.00` for
 * midnight. Null when it is none.
 */
export function typedClock(text: string): number | null {
  const [, hours, minutes] = (text.length <= MOST_TYPED && CLOCK.exec(text)) || [];
  const total = Number(hours) * 60 + Number(minutes);
  return total <= 1440 ? total % 1440 : null; // false for NaN
}

/** Minutes after midnight as they stand in a Norwegian text: `02.30`. */
export function clock(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}.${two(minutes % 60)}`;
}

/** A plain decimal of our own, `"-0.25"`, or a fraction of two, `"1/60"`. */
export function decimal(text: string): Rational {
  const [top = "", bottom] = text.split("/");
  if (bottom !== undefined) return divide(decimal(top), decimal(bottom));
  const [whole = "", fraction = ""] = top.split(".");
  return { n: BigInt(whole.replace("+", "") + fraction), d: 10n ** BigInt(fraction.length) };
}

export function whole(number: number): Rational {
  return { n: BigInt(number), d: 1n };
}

export function add(a: Rational, b: Rational): Rational {
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

export function subtract(a: Rational, b: Rational): Rational {
  return { n: a.n * b.d - b.n * a.d, d: a.d * b.d };
}

export function multiply(a: Rational, b: Rational): Rational {
  return { n: a.n * b.n, d: a.d * b.d };
}

/** `b` must not be zero. */
export function divide(a: Rational, b: Rational): Rational {
  return b.n < 0n ? { n: -a.n * b.d, d: a.d * -b.n } : { n: a.n * b.d, d: a.d * b.n };
}

/** Below zero when a < b, zero when they are the same, above when a > b. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function absolute(a: Rational): Rational {
  return a.n < 0n ? { n: -a.n, d: a.d } : a;
}

/** The largest whole number not above `a`. */
export function floor(a: Rational): number {
  const down = a.n / a.d;
  return Number(a.n < 0n && down * a.d !== a.n ? down - 1n : down);
}

/** A rational that ends, as a plain decimal of our own: `"-0.25"`. */
export function plain({ n, d }: Rational): string {
  const digits = String(d).length + 1; // more than enough: our denominators are powers of ten
  const scaled = (n * 10n ** BigInt(digits)) / d;
  const [sign, size] = scaled < 0n ? ["-", -scaled] : ["", scaled];
  const text = String(size).padStart(digits + 1, "0");
  const fraction = text.slice(-digits).replace(/0+$/, "");
  return `${sign}${text.slice(0, -digits)}${fraction && `.${fraction}`}`;
}

/** A plain decimal of ours as it stands in a Norwegian text: `"10000.50"` is `10 000,5`. */
export function norwegian(plain: string): string {
  const [top = "", bottom = ""] = plain.replace("-", "").split(".");
  const fraction = bottom.replace(/0+$/, "");
  const grouped = top.length > 4 ? top.replace(/\B(?=(?:[0-9]{3})+$)/g, "\u00a0") : top;
  const sign = plain.startsWith("-") && /[1-9]/.test(plain) ? "-" : "";
  return sign + grouped + (fraction && `,${fraction}`);
}
