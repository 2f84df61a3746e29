// All style sheets as one text for the shadow root.
import uplot from "uplot/dist/uPlot.min.css";
import base from "./base.css";
import compare from "./compare.css";
import controls from "./controls.css";
import exported from "./export.css";
import data from "./data.css";
import layout from "./layout.css";
import menu from "./menu.css";
import page from "./page.css";
import story from "./story.css";
import transport from "./transport.css";
import views from "./views.css";

export const styles = [uplot, base, layout, page, menu, controls, data, transport, compare, views, story, exported].join("\n");
