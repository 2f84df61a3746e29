// The module of exports: pictures and movies, fetched when first asked for.
export { openMovie } from "./movie_dialog";
export { pictureOf } from "./picture";
export { pngOf } from "./png";
export { openPicture } from "./picture_dialog";
