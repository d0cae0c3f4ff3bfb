import { BASE_URL } from '../../api/client.ts';
import { useSession } from '../../session/sessionContext.ts';
import { publishedElsewhere } from '../../upload/publishedAt.ts';

/** Where the console must be opened for files to be sent; null where it is there. */
export function useElsewhere(): string | null {
  const { server } = useSession();
  return publishedElsewhere(BASE_URL, server.publicUrl);
}
