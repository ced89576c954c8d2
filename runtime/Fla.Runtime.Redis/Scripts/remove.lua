-- Takes entries away. KEYS: entries, changes. ARGV: their keys. A change without an entry tells readers.

local time = redis.call('TIME')
local last = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')[2]
local number = math.max(tonumber(last or 0), time[1] * 1000000 + time[2])

local removed = 0
for _, key in ipairs(ARGV) do
  if redis.call('HDEL', KEYS[1], key) == 1 then
    number = number + 1
    removed = removed + 1
    redis.call('ZADD', KEYS[2], string.format('%.0f', number), key)
  end
end
return removed
