/**
 * Sonner writes its stylesheet into a style element when it is loaded and knows no nonce. The policy allows exactly that
 * text: first the element while it is still empty, then filled. These are sources for `style-src-elem`.
 */
export const TOASTER_STYLE_SOURCES = [
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
  "'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='",
] as const;
