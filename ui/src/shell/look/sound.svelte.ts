/** One tone: frequency in Hz, start and length in seconds. */
interface Tone {
  readonly hertz: number;
  readonly at_s: number;
  readonly for_s: number;
}

const SOUNDS = {
  paid: [
    { hertz: 784, at_s: 0, for_s: 0.12 },
    { hertz: 1175, at_s: 0.12, for_s: 0.28 },
  ],
  elsewhere: [
    { hertz: 659, at_s: 0, for_s: 0.1 },
    { hertz: 659, at_s: 0.16, for_s: 0.1 },
  ],
  odd: [
    { hertz: 523, at_s: 0, for_s: 0.18 },
    { hertz: 440, at_s: 0.24, for_s: 0.18 },
    { hertz: 523, at_s: 0.48, for_s: 0.3 },
  ],
  failed: [
    { hertz: 330, at_s: 0, for_s: 0.16 },
    { hertz: 247, at_s: 0.18, for_s: 0.3 },
  ],
} satisfies Record<string, readonly Tone[]>;

/** What each sound is for. */
export type SoundName = keyof typeof SOUNDS;

/** All of them. */
export const SOUND_NAMES = Object.keys(SOUNDS) as readonly SoundName[];

/** The gain of a tone at full volume. */
const LOUDEST = 0.34;

/** Starting a sound holds the page up for tens of milliseconds: the screen that it goes with is painted first. */
const AFTER_MS = 20;

/** A sound that could not be made at once says nothing any more after this. */
const LATE_MS = 10_000;

/** Opening the way to the loudspeaker takes tens of milliseconds: the first screen comes before it. */
const PREPARE_AFTER_MS = 500;

let audio: AudioContext | null = null;

/** The shop wants sounds. */
let isWanted = true;

/** In whole percent. */
let volume = 100;

/** Takes over whether the shop wants sounds, and how loud: 0 to 100. */
export function setSounds(wanted: boolean, loudness: number): void {
  isWanted = wanted;
  volume = loudness;
  if (audio !== null) look();
}

/** Whether the loudspeaker can be heard at all. */
class Hearing {
  /** The browser is silent until somebody touches the page or presses a key. */
  isOff = $state(false);
}

/** The hearing of this page. */
export const hearing = new Hearing();

function look(): void {
  const isTouched = !("userActivation" in navigator) || navigator.userActivation.hasBeenActive;
  hearing.isOff = isWanted && audio?.state === "suspended" && !isTouched;
}

function opened(): AudioContext {
  if (audio === null) {
    audio = new AudioContext();
    audio.onstatechange = look;
  }
  return audio;
}

function wake(): void {
  try {
    void opened().resume().then(look);
    look();
  } catch (error) {
    console.warn("no sound", error);
  }
}

/** Opens the way to the loudspeaker early, so that a page that is silent can say so. */
export function prepareSound(): () => void {
  const timer = setTimeout(wake, PREPARE_AFTER_MS);
  const listen = { capture: true, passive: true };
  const touches = ["pointerdown", "pointerup", "keydown"] as const;
  for (const touch of touches) addEventListener(touch, wake, listen);
  return () => {
    clearTimeout(timer);
    for (const touch of touches) removeEventListener(touch, wake, listen);
  };
}

function tone(context: AudioContext, { hertz, at_s, for_s }: Tone): void {
  const start = context.currentTime + at_s;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime((LOUDEST * volume) / 100, start);
  gain.gain.exponentialRampToValueAtTime(0.001, start + for_s);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + for_s);
}

/** Plays a sound for somebody who wants to know it, also where the shop wants none. */
export function tryOut(sound: SoundName): void {
  begin(sound);
}

/** Plays a short sound. A machine or a shop without sound loses nothing: the screen says it all. */
export function play(sound: SoundName): void {
  if (isWanted) setTimeout(() => begin(sound), AFTER_MS);
}

function begin(sound: SoundName): void {
  if (volume === 0) return;
  try {
    const context = opened();
    const asked = performance.now();
    void context.resume().then(() => {
      if (performance.now() - asked > LATE_MS) return;
      for (const each of SOUNDS[sound]) tone(context, each);
    });
  } catch (error) {
    console.warn("no sound", error);
  }
}
