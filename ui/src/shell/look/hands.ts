/** Notes on the document what the last hand used, because key caps are of no use to fingers. */
export function followHands(): () => void {
  const { dataset } = document.documentElement;
  const pointed = (event: PointerEvent): void => {
    dataset.hands = event.pointerType === "mouse" ? "mouse" : "touch";
  };
  const pressed = (): void => {
    dataset.hands = "keys";
  };
  const listen = { capture: true, passive: true };
  addEventListener("pointerdown", pointed, listen);
  addEventListener("keydown", pressed, listen);
  return () => {
    removeEventListener("pointerdown", pointed, listen);
    removeEventListener("keydown", pressed, listen);
  };
}
