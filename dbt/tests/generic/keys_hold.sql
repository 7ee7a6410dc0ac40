{#- The keys that a mart declares as constraints: rows that are there twice, or refer to a row that is not there. -#}
{% test keys_hold(model) %}
    {%- set node = graph.nodes['model.gouji.' ~ model.identifier] if execute else {'constraints': []} %}
    {%- set rows = untested(model) %}
    {%- for key in node.constraints %}
        {%- set first = key.columns[0] %}
        {%- if key.type == 'foreign_key' %}
            {%- set name = key.to.split("'")[1] %}
            select '{{ name }}' as broken_key, concat_ws(' ', {{ columns_of('own', key.columns) }}) as broken_value
            from {{ rows }} as own
            left join {{ model.incorporate(path={'identifier': name}) }} as other
                on
                    {%- for column in key.columns %}
                    own.{{ column }} = other.{{ key.to_columns[loop.index0] }} {{ '' if loop.last else 'and' }}
                    {%- endfor %}
            where own.{{ first }} is not null and other.{{ key.to_columns[0] }} is null
        {%- else %}
            -- A digest of what is unique within the first column takes a third of the memory.
            select '{{ key.type }}' as broken_key, cast({{ first }} as string) as broken_value
            from {{ rows }}
            group by {{ first }}, {{ digest(key.columns[1:]) }}
            having count(*) > 1
        {%- endif %}
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
    {%- if not node.constraints %}
        select 1 as broken_key where false
    {%- endif %}
{% endtest %}
