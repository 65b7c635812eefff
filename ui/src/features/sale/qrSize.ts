/**
 * The side of a QR Code in CSS pixels: as large as fits into `room` (CSS pixels), with a whole
 * number of device pixels per module so that no module is blurred. At least one device pixel.
 */
export function qrSide(room: number, modules: number, devicePixelRatio: number): number {
  const perModule = Math.max(1, Math.floor((room * devicePixelRatio) / modules));
  return (perModule * modules) / devicePixelRatio;
}

/** On a phone, what Ampliar has to give. */
const PHONE_MARGIN = 32;

/** A place as wide as this, in CSS pixels, is a phone's. */
export function isPhone(width: number): boolean {
  return width < 400;
}

/** The room that a place has for a code, in CSS pixels: less the white around it, beside the code's own quiet zone. */
export function qrRoom(width: number, height: number): number {
  const [edge, across] = isPhone(width) ? [4, width - PHONE_MARGIN] : [12, width];
  return Math.max(0, Math.min(across, height) - 2 * edge - 2);
}
