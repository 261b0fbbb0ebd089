import { JourneyMap } from "../journey/map.js";

customElements.define("journey-map", JourneyMap);
