import { lazy, Suspense } from 'react';
import { useActivityList } from '../../api/activities.ts';
import { useAddFiles } from '../../upload/useAddFiles.ts';

const FirstRun = lazy(async () => ({
  default: (await import('../../shell/firstRun/firstRun.tsx')).FirstRun,
}));

/** Below an empty list: how to begin, for a workspace that has no import yet. @param props `onTrySample`: the sample comes into the list */
export function Greeting({ onTrySample }: { onTrySample: () => void }) {
  const add = useAddFiles();
  const { data } = useActivityList({});
  if (data?.pages[0]?.activities.length !== 0) return null;
  return (
    <Suspense>
      <FirstRun
        onTrySample={(file) => {
          onTrySample();
          add([{ file, isFolder: false }]);
        }}
      />
    </Suspense>
  );
}
