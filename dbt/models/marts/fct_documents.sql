select
    document,
    sha256,
    report_id,
    media_type,
    encoding,
    status,
    reason
from {{ ref('stg_documents') }}
