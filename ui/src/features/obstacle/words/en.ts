import { metName } from "../obstacle";
import type { ObstacleWords } from "./words";

export const obstacle: ObstacleWords = {
  theProvider: "the provider",
  what: (obstacle, whom) => {
    const met = metName(obstacle, "issued by");
    switch (obstacle.kind) {
      case "no_network":
        return "No internet on this computer";
      case "unreachable":
        return `No contact with ${whom}`;
      case "silent":
        return `${whom} does not answer`;
      case "not_trusted":
        return met === null
          ? `Whoever answers does not prove to be ${whom}`
          : `Instead of ${whom} somebody else answers: ${met}`;
      case "clock":
        return "This computer's clock is wrong";
      case "clock_or_certificate":
        return `The certificate of ${whom} has expired, or this computer's clock is ahead`;
      case "out_of_date":
        return `The certificate of ${whom} is not valid now`;
      case "proxy":
        return obstacle.status === 407
          ? `The proxy ${obstacle.met ?? "?"} asks for a user and a password`
          : `The proxy ${obstacle.met ?? "?"} lets nothing through to ${whom}`;
      case "captive_portal":
        return obstacle.met === null
          ? "This network wants a sign-in first"
          : `This network wants a sign-in at ${obstacle.met}`;
      case "failing":
        return obstacle.status === null
          ? `${whom} is in trouble`
          : `${whom} is in trouble (error ${obstacle.status})`;
    }
  },
  next: ({ kind }, whom) => {
    switch (kind) {
      case "no_network":
        return "Check the cable, the Wi-Fi or the router.";
      case "unreachable":
      case "silent":
      case "failing":
        return `It may be ${whom}'s own trouble; try again in a while.`;
      case "not_trusted":
        return "Nothing was sent. It may be a Wi-Fi's sign-in, a virus scanner or a filter: open a web page in the browser, or call whoever looks after the network.";
      case "clock":
        return `Set date and time right; until then nobody can tell who ${whom} is.`;
      case "clock_or_certificate":
        return `Check date and time. If they are right it is ${whom}'s own trouble: try again in a while.`;
      case "out_of_date":
        return `This computer's clock is right; it is ${whom}'s own trouble: try again in a while.`;
      case "proxy":
        return `Whoever looks after the network has to let ${whom} through, or give the proxy's user and password.`;
      case "captive_portal":
        return "Open a web page in the browser, sign in and try again.";
    }
  },
};
