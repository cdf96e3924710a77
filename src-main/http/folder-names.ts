import { z } from 'zod';

const name = z.string().max(100).exactOptional();

/** The folders of the released layout, as a request names them; whether they are names is for the service to say. */
export const folderNames = z.strictObject({ images: name, tags: name, masks: name });
