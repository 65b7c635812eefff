/** Who is paid, as the code itself says it: what the customer's bank shows before it pays. */
export interface Payee {
  readonly name: string;
  readonly city: string | null;
}

/** The fields of a BR Code's first level (EMV QRCPS, merchant-presented): two digits of tag, two of length, value. */
function field(code: string, wanted: string): string | null {
  let at = 0;
  while (at + 4 <= code.length) {
    const length = Number(code.slice(at + 2, at + 4));
    if (!Number.isInteger(length)) return null;
    if (code.slice(at, at + 2) === wanted) return code.slice(at + 4, at + 4 + length).trim();
    at += 4 + length;
  }
  return null;
}

/** Merchant's name (59) and city (60) of a copy-and-paste code; null where it names nobody. */
export function payeeOf(code: string | null): Payee | null {
  if (code === null || !/^[\x20-\x7e]+$/.test(code)) return null;
  const name = field(code, "59");
  return name === null || name === "" ? null : { name, city: field(code, "60") || null };
}
