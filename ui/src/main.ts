import "./shell/look/font.css";
import "./shell/look/tokens.css";
import "./shell/look/base.css";
import { mount } from "svelte";
import App from "./shell/App.svelte";

const target = document.getElementById("app");
if (target !== null) mount(App, { target });
