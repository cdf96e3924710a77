import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { openForWriting, transact } from '../../db/connection.ts';
import type { WriteDb } from '../../db/connection.ts';
import { insertMissingProjectValue, readProjectValue } from '../../db/queries/project.ts';
import { TagmaskError } from '../../models/errors.ts';
import {
  listProjectDirectories,
  makeNamedProjectDirectory,
  makeProjectDirectory,
  resolveDatasetFolder,
} from './project-folder.ts';
import type { ProjectPlace } from './project-folder.ts';
import { ProjectInUseError, ProjectLock, readAnnouncement } from './project-lock.ts';
import type { Owner } from './project-lock.ts';

export { ProjectInUseError } from './project-lock.ts';
export type { Owner } from './project-lock.ts';

export interface ProjectOptions {
  /** Where the project lies instead of `<dataset>/.tagmask`. */
  readonly projectFolder?: string;
}

/** A dataset that this process owns: its folder, its project folder and its database. */
export class Project {
  /** Survives the dataset's being moved. */
  readonly id: string;
  /** The dataset's real path. */
  readonly folder: string;
  /** The project's own folder: database, lock, exports. */
  readonly directory: string;
  /** Why the project does not lie inside the dataset, as a sentence; null where it does. */
  readonly note: string | null;
  readonly db: WriteDb;
  readonly #lock: ProjectLock;

  private constructor(folder: string, place: ProjectPlace, lock: ProjectLock) {
    this.folder = folder;
    this.directory = place.directory;
    this.note = place.note;
    this.#lock = lock;
    this.db = openForWriting(join(place.directory, 'project.sqlite'));
    this.id = readOrMakeId(this.db);
  }

  /**
   * Opens the project of the dataset in `folder`, and makes it where there is none.
   * @throws ProjectInUseError (`project-in-use`) where another engine owns it; TagmaskError `folder-missing`,
   *   `not-a-folder`, `project-link`, and what `openForWriting` throws
   */
  static open(folder: string, { projectFolder }: ProjectOptions = {}): Project {
    const realFolder = resolveDatasetFolder(folder);
    const place =
      projectFolder === undefined
        ? makeProjectDirectory(realFolder)
        : makeNamedProjectDirectory(projectFolder);
    const lock = ProjectLock.take(place.directory);
    if (lock === null) throw new ProjectInUseError(realFolder, readAnnouncement(place.directory));
    try {
      return new Project(realFolder, place, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Says where this engine listens, so that commands and other windows attach to it. */
  announce(owner: Omit<Owner, 'pid'>): void {
    this.#lock.announce({ ...owner, pid: process.pid });
  }

  /** Closes the database, then gives the project up: never the other way round. Closing twice is harmless. */
  close(): void {
    this.db.close();
    this.#lock.release();
  }
}

/**
 * What the engine that owns the dataset's project has announced; null where none does.
 * @throws TagmaskError `folder-missing`, `not-a-folder`
 */
export function readOwner(folder: string, { projectFolder }: ProjectOptions = {}): Owner | null {
  const directories =
    projectFolder === undefined ? listProjectDirectories(resolveDatasetFolder(folder)) : [projectFolder];
  for (const directory of directories) {
    const owner = readAnnouncement(directory);
    if (owner !== null) return owner;
  }
  return null;
}

/** What the work on a dataset needs of its project, also in a thread with a connection of its own. */
export type DatasetPlace = Pick<Project, 'db' | 'folder'>;

function readOrMakeId(db: WriteDb): string {
  transact(db, () => {
    insertMissingProjectValue(db, { key: 'id', value: randomUUID() });
  });
  const id = readProjectValue(db, 'id');
  if (id === undefined) throw new TagmaskError('internal', 'project-id', `The project ${db.name} has no id.`);
  return id;
}
