// esbuild's text loader: a style sheet is imported as a string, because a <style> in the document
// does not reach into the shadow root that Panel puts every component in.
declare module "*.css" {
  const text: string;
  export default text;
}
