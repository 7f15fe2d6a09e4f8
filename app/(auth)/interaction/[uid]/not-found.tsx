import { RequestOver } from "@/components/authorize/request-over";

export default RequestOver;
