-- One file of which no report was read.
select 'all' as key, document, status, reason, media_type, address
from marts.fct_documents
where status <> 'extracted'
order by key, document
