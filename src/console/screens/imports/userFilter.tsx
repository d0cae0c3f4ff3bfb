import type { ActivityView } from '../../../client/index.ts';
import { useSession } from '../../session/sessionContext.ts';
import { Select } from '../../ui/select.tsx';
import { useWords } from '../../words/language.tsx';
import type { FilterProps } from './filterBar.tsx';
import { WORDS } from './words.ts';

const ANYONE = '';

/** Oneself, and whoever else has an import on the page. */
export function UserFilter({
  filters,
  onChange,
  users,
}: FilterProps & { users: readonly ActivityView['user'][] }) {
  const words = useWords(WORDS);
  const { user: me } = useSession();
  const others = new Map<string, string>();
  if (filters.userId !== null) others.set(filters.userId, words.somebody);
  for (const { userId, name } of users) others.set(userId, name ?? words.unknownUser);
  others.delete(me.userId);
  return (
    <Select
      label={words.who}
      hideLabel
      value={filters.userId ?? ANYONE}
      choices={[
        { id: ANYONE, label: words.anyone },
        { id: me.userId, label: words.me },
        ...[...others].map(([id, label]) => ({ id, label })),
      ]}
      onChange={(userId) => onChange({ userId: userId === ANYONE ? null : userId })}
    />
  );
}
