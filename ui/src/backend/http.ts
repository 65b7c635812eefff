import type { Backend } from ".";
import type { Commands } from "./contract";
import { read, send } from "./door/fetching";
import { Session } from "./door/session";
import { wayInto } from "./door/wayIn";
import { Refused } from "./refused";

/** The browser's door: commands by POST with the session in a header, events by one stream for all pages. */
export function httpBackend(): Backend {
  const session = new Session();

  return {
    wayIn: wayInto(session),

    async call(name, request) {
      const secret = await session.secret();
      if (secret === null) throw new Refused("session_ended");
      const response = await send(`/api/${name}`, request, secret);
      if (response.status === 401) {
        session.isOver(secret);
        throw new Refused("session_ended");
      }
      return (await read(response)) as Commands[typeof name]["response"];
    },

    subscribe: (onEvent) => session.subscribe(onEvent),
  };
}
