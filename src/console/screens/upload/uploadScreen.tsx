import type { ReactNode } from 'react';
import { PageHeader } from '../../ui/pageHeader.tsx';
import { useUploads } from '../../upload/uploadContext.ts';
import { useWords } from '../../words/language.tsx';
import { CorrectsNotice } from './correctsNotice.tsx';
import { DropZone } from './dropZone.tsx';
import { FileList } from './fileList.tsx';
import styles from './uploadScreen.module.css';
import { WORDS } from './words.ts';

/** @param props `mostBytes`: of a file, null while unknown; `greeting`: below an empty list */
export function UploadScreen({
  mostBytes = null,
  greeting = null,
}: {
  mostBytes?: number | null;
  greeting?: ReactNode;
}) {
  const words = useWords(WORDS);
  const { files } = useUploads();
  const isEmpty = files.length === 0;
  return (
    <>
      <PageHeader title={words.title}>
        <p>{words.about}</p>
      </PageHeader>
      <div className={styles['screen']}>
        <CorrectsNotice />
        <DropZone mostBytes={mostBytes} isSmall={!isEmpty} />
        {isEmpty ? greeting : <FileList />}
      </div>
    </>
  );
}
