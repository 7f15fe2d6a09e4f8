import type { MetadataRoute } from "next";

/** Sallyport on a Home Screen: the page that approves sign-ins. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: "/approve",
    name: "Sallyport",
    short_name: "Sallyport",
    start_url: "/approve",
    scope: "/",
    display: "standalone",
    background_color: "#f6f7f7",
    theme_color: "#0c5158",
    icons: [
      { src: "/icons/192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/maskable.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
