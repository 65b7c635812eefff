/*
 * The pages of one browser tell each other which sale each of them shows, by locks that end with the page.
 * A web view without locks has one page only.
 */

/** A page that is loaded again may come before its own lock of before is gone. */
const TRIES = 4;
const BETWEEN_TRIES_MS = 250;

/** The lock that this page has. */
let ours: string | null = null;

const nameOf = (saleId: string): string => `balcao.sale.${saleId}`;

/** This page shows the sale, until the returned function is called. */
export function holdSale(saleId: string | null): (() => void) | undefined {
  if (saleId === null || !("locks" in navigator)) return undefined;
  const name = nameOf(saleId);
  const gone = new AbortController();
  let release = (): void => gone.abort();
  const shown = navigator.locks.request(name, { signal: gone.signal }, () => {
    ours = name;
    return new Promise<void>((resolve) => (release = resolve));
  });
  // Given up before it was had.
  shown.catch(() => undefined);
  return () => {
    if (ours === name) ours = null;
    release();
  };
}

/** Another page of this browser shows the sale. */
export async function isOnAnotherPage(saleId: string): Promise<boolean> {
  const name = nameOf(saleId);
  if (!("locks" in navigator) || ours === name) return false;
  const { held } = await navigator.locks.query();
  return ours !== name && held?.some((lock) => lock.name === name) === true;
}

/** The same for a sale that this very page may have shown before it was loaded again. */
export async function hasBeenTakenOver(saleId: string): Promise<boolean> {
  for (let tries = 1; tries < TRIES; tries += 1) {
    if (!(await isOnAnotherPage(saleId))) return false;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
  }
  return isOnAnotherPage(saleId);
}
