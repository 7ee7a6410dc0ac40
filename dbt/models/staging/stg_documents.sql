select
    document,
    sha256,
    report_id,
    media_type,
    encoding,
    status,
    reason,
    address,
    fetched_at,
    site,
    page_address,
    origin
from {{ source('landing', 'documents') }}
