/**
 * The shop's time zone by its IANA name, in which every time stands on the screens; undefined: that of this
 * browser.
 */
export const zone = $state<{ name: string | undefined }>({ name: undefined });

/** Takes the zone that the till names, unless this browser does not know it. */
export function setZone(name: string | null): void {
  zone.name = name !== null && isKnown(name) ? name : undefined;
}

function isKnown(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
