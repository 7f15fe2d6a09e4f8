"use client";

import { QRCodeSVG } from "qrcode.react";

/** A square to scan, with its text alternative. */
export function ScanCode({ value, label }: { value: string; label: string }) {
  return (
    <QRCodeSVG
      value={value}
      size={208}
      marginSize={3}
      role="img"
      aria-label={label}
      className="self-center rounded-md border border-line"
    />
  );
}
