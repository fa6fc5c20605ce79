-- 10 a comment on a post, a photo or a video: type and id, nullable foreign keys, or three tables
\ir measure.sql
create schema guides_10;
set search_path = guides_10;

create table posts (id bigint primary key);
create table photos (id bigint primary key);
create table videos (id bigint primary key);
insert into posts select generate_series(1, 50000);
insert into photos select * from posts;
insert into videos select * from posts;

create table poly (id bigint primary key, created_at timestamptz, commentable_type text not null, commentable_id bigint not null, body text);
create table arc  (id bigint primary key, created_at timestamptz, post_id bigint references posts on delete cascade,
                   photo_id bigint references photos on delete cascade, video_id bigint references videos on delete cascade, body text,
                   constraint one_target check (num_nonnulls(post_id, photo_id, video_id) = 1));
create table post_comments  (id bigint primary key, created_at timestamptz, post_id bigint not null references posts on delete cascade, body text);
insert into poly select n, now(), (array['Post','Photo','Video'])[1 + n % 3], 1 + n % 50000, repeat('x', 60) from generate_series(1, 600000) n;
insert into arc (id, created_at, post_id, photo_id, video_id, body)
select id, created_at, case commentable_type when 'Post' then commentable_id end, case commentable_type when 'Photo' then commentable_id end,
       case commentable_type when 'Video' then commentable_id end, body from poly;
insert into post_comments select id, created_at, commentable_id, body from poly where commentable_type = 'Post';
create index poly_target on poly (commentable_type, commentable_id);
create index arc_post on arc (post_id) where post_id is not null;
create index arc_photo on arc (photo_id) where photo_id is not null;
create index arc_video on arc (video_id) where video_id is not null;
create index arc_post_full on arc (post_id);
create index post_comments_post on post_comments (post_id);
vacuum analyze;

select pg_temp.note('type and id: table', pg_temp.mb('poly'), 'MB'),
       pg_temp.note('three nullable keys: table', pg_temp.mb('arc'), 'MB', pg_temp.mb('poly')),
       pg_temp.note('type and id: index', pg_temp.mb('poly_target'), 'MB'),
       pg_temp.note('three nullable keys: three partial indexes', pg_temp.mb('arc_post') + pg_temp.mb('arc_photo') + pg_temp.mb('arc_video'), 'MB', pg_temp.mb('poly_target')),
       pg_temp.note('one of them not partial, where is null is stored too', pg_temp.mb('arc_post_full'), 'MB', pg_temp.mb('arc_post')) \g /dev/null
drop index arc_post_full;
create temp table t as select
    pg_temp.us($$select body from poly where commentable_type = 'Post' and commentable_id = $1$$, 50000) as poly,
    pg_temp.us($$select body from arc where post_id = $1$$, 50000) as arc,
    pg_temp.us($$select body from post_comments where post_id = $1$$, 50000) as own;
select pg_temp.note('comments of one post: type and id', poly, 'us'),
       pg_temp.note('comments of one post: nullable key', arc, 'us', poly),
       pg_temp.note('comments of one post: a table of its own', own, 'us', poly) from t \g /dev/null
select pg_temp.fact('nullable keys with a CHECK: two targets', pg_temp.answer('insert into arc (id, post_id, photo_id) values (0, 1, 1)')),
       pg_temp.fact('nullable keys: a target that does not exist', pg_temp.answer('insert into arc (id, post_id) values (0, 999999)')),
       pg_temp.fact('type and id: a target that does not exist', pg_temp.answer($$insert into poly values (0, now(), 'Post', 999999, '')$$)) \g /dev/null
delete from poly where id = 0;
delete from posts where id <= 100;
select pg_temp.note('comments whose post is gone after deleting 100 posts: type and id',
           (select count(*) from poly where commentable_type = 'Post' and not exists (select from posts where posts.id = commentable_id)), 'orphans'),
       pg_temp.note('... nullable keys', (select count(*) from arc where post_id is not null and not exists (select from posts where posts.id = post_id)), 'orphans') \g /dev/null
-- What the safety costs at the insert.
select pg_temp.note('insert of 20,000: type and id', pg_temp.ms_once($$insert into poly select 1000000 + n, now(), 'Photo', 1 + n, 'x' from generate_series(1, 20000) n$$), 'ms'),
       pg_temp.note('insert of 20,000: nullable keys, checked', pg_temp.ms_once($$insert into arc (id, photo_id, body) select 1000000 + n, 1 + n, 'x' from generate_series(1, 20000) n$$), 'ms') \g /dev/null

table report;
drop schema guides_10 cascade;
