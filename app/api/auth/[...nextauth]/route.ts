import NextAuth from "next-auth";
import { authOptions } from "@/lib/http/next-auth";
import { publicRoute } from "@/lib/http/route";

const handle = publicRoute((request, { params }) =>
  NextAuth(request as never, { params } as never, authOptions()),
);

export { handle as GET, handle as POST };
