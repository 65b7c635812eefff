/** The key of what is asked twice: Enter stands on the way back, so that a key pressed twice does nothing. */
export const SURE_KEY = "F10";
