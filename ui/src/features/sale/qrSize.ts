/**
 * The side of a QR Code in CSS pixels: as large as fits into `room` (CSS pixels), with a whole
 * number of device pixels per module so that no module is blurred. At least one device pixel.
 */
export function qrSide(room: number, modules: number, devicePixelRatio: number): number {
  const perModule = Math.max(1, Math.floor((room * devicePixelRatio) / modules));
  return (perModule * modules) / devicePixelRatio;
}
