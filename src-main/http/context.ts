/** What the middleware leaves for the routes. */
export interface AppEnv {
  Variables: {
    /** Who decides: from the request, else the workspace's. */
    reviewer: string;
  };
}
