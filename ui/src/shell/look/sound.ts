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

const LOUDNESS = 0.2;

/** Starting a sound holds the page up for tens of milliseconds: the screen that it goes with is painted first. */
const AFTER_MS = 20;

let audio: AudioContext | null = null;

function tone(context: AudioContext, { hertz, at_s, for_s }: Tone): void {
  const start = context.currentTime + at_s;
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.frequency.value = hertz;
  volume.gain.setValueAtTime(LOUDNESS, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + for_s);
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + for_s);
}

/** Plays a short sound. A machine without sound loses nothing: the screen says it all. */
export function play(sound: keyof typeof SOUNDS): void {
  setTimeout(() => begin(sound), AFTER_MS);
}

function begin(sound: keyof typeof SOUNDS): void {
  try {
    audio ??= new AudioContext();
    void audio.resume();
    for (const each of SOUNDS[sound]) tone(audio, each);
  } catch (error) {
    console.warn("no sound", error);
  }
}
