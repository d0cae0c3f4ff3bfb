import { useState } from 'react';
import { useSession } from '../../session/sessionContext.ts';
import { PageHeader } from '../../ui/pageHeader.tsx';
import { useUploads } from '../../upload/uploadContext.ts';
import { useWords } from '../../words/language.tsx';
import { CorrectsNotice } from './correctsNotice.tsx';
import { DropZone } from './dropZone.tsx';
import { ElsewhereNotice } from './elsewhereNotice.tsx';
import { FileList } from './fileList.tsx';
import { Greeting } from './greeting.tsx';
import styles from './uploadScreen.module.css';
import { WORDS } from './words.ts';

/** Where registers are brought in. */
export function UploadScreen() {
  const words = useWords(WORDS);
  const { limits } = useSession();
  const { files } = useUploads();
  // The button that was pressed is gone with the greeting.
  const [isSample, setSample] = useState(false);
  const isEmpty = files.length === 0;
  return (
    <>
      <PageHeader title={words.title}>
        <p>{words.about}</p>
      </PageHeader>
      <div className={styles['screen']}>
        <ElsewhereNotice />
        <CorrectsNotice />
        <DropZone mostBytes={limits.maxUploadBytes} isSmall={!isEmpty} />
        {isEmpty ? <Greeting onTrySample={() => setSample(true)} /> : <FileList focusSend={isSample} />}
      </div>
    </>
  );
}
