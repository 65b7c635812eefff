import type { TrainingWords } from "./words";

export const training: TrainingWords = {
  band: "Training mode: no sale is real",
  customerPays: "Customer pays",
  bank: "Customer's bank:",
};
