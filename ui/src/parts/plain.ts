/** Letters small and without their accents, so that whoever searches need not type them. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
